/**
 * Files on their way into a message, by conversation: those that are being read, and those that can't be used, each with
 * why. What is read is in `attached.ts`.
 */
import { create } from "zustand";
import { type ApiError, type AttachmentView, attachFile, toError } from "../ipc";
import { readBytes } from "../parts/read-file";
import { addAttached, attachedTo } from "./attached";

/** The core's limits; checked here as well, so that a file of many gigabytes is not read first. */
const LARGEST = 20 << 20;
const MOST = 10;
const ALTOGETHER = 100 << 20;
/** Pasted text that is longer becomes a file. */
const LONG_TEXT = 8_000;

/** Why a file is not used: by a rule of this file's, or by the core's word. */
export type Refusal = "large" | "many" | "together" | "unreadable" | ApiError;

export interface Coming {
  key: number;
  name: string;
  /** None while it is being read. */
  refusal: Refusal | null;
}

const useAll = create<Readonly<Record<string, readonly Coming[]>>>(() => ({}));
const none: readonly Coming[] = [];
/** Attachments that were pasted as text, and can be text again. */
const pasted = new Set<string>();
let keys = 0;

function keyOf(id: string | null): string {
  return id ?? "";
}

/** What is on its way into the next message, or was refused. */
export function useComing(id: string | null): readonly Coming[] {
  return useAll((all) => all[keyOf(id)] ?? none);
}

export function wasPasted(attachment: AttachmentView): boolean {
  return pasted.has(attachment.id);
}

function change(id: string | null, to: (list: readonly Coming[]) => readonly Coming[]): void {
  useAll.setState((all) => ({ [keyOf(id)]: to(all[keyOf(id)] ?? none) }));
}

/** Takes a refused one off the list. */
export function dismissComing(id: string | null, key: number): void {
  change(id, (list) => list.filter((one) => one.key !== key));
}

/** The message is sent: what could not be used has been seen. */
export function clearRefused(id: string | null): void {
  change(id, (list) => list.filter((one) => one.refusal === null));
}

/** Another profile is open. */
export function forgetComing(): void {
  pasted.clear();
  useAll.setState({}, true);
}

/** Adds files, one after the other: each is in memory once. One that can't be used says why; the others go on. */
export async function addFiles(id: string | null, files: readonly File[], asText = false): Promise<void> {
  const list = files.map((file) => {
    keys += 1;
    return { file, coming: { key: keys, name: file.name, refusal: null as Refusal | null } };
  });
  change(id, (before) => [...before, ...list.map(({ coming }) => coming)]);
  for (const { file, coming } of list) {
    const refusal = refusalOf(id, file) ?? (await read(id, file, asText));
    change(id, (all) =>
      refusal === null
        ? all.filter((one) => one.key !== coming.key)
        : all.map((one) => (one.key === coming.key ? { ...one, refusal } : one)),
    );
  }
}

function refusalOf(id: string | null, file: File): Refusal | null {
  const sizes = attachedTo(id).flatMap((one) => (one.file ? [one.file.size] : []));
  if (file.size > LARGEST) {
    return "large";
  }
  if (sizes.length >= MOST) {
    return "many";
  }
  return sizes.reduce((sum, size) => sum + size, file.size) > ALTOGETHER ? "together" : null;
}

async function read(id: string | null, file: File, asText: boolean): Promise<Refusal | null> {
  let bytes: Uint8Array;
  try {
    // A folder, or a file that has gone meanwhile, can't be read.
    bytes = await readBytes(file);
  } catch {
    return "unreadable";
  }
  try {
    const coming = attachFile(file.name, bytes);
    await addAttached(
      id,
      coming.then((view) => {
        if (asText) {
          pasted.add(view.id);
        }
        return view;
      }),
    );
    return null;
  } catch (thrown) {
    return toError(thrown);
  }
}

/** The files of a drop or a paste. Office programs add a picture of what they copy as text: there the text is meant. */
export function filesOf(data: DataTransfer | null): File[] {
  const files = Array.from(data?.files ?? []);
  const pictured = files.every((file) => file.type.startsWith("image/"));
  const styled = data?.types.includes("text/html") === true && data.getData("text/plain").trim() !== "";
  return pictured && styled ? [] : files;
}

/** Text that is too long for the field, as a file; none for what fits. */
export function longText(data: DataTransfer | null, name: string): File | null {
  const text = data?.getData("text/plain") ?? "";
  return text.length > LONG_TEXT ? new File([text], name, { type: "text/plain" }) : null;
}
