/** What the window knows: the last snapshot, moved on by events, and the conversations opened since. */
import type { ApiError, ConversationView, SettingKey, SettingView, Snapshot } from "../ipc";

/** `starting` until the first snapshot; `failed` when it could not be had. */
export type Phase = "starting" | "ready" | "failed";

export interface State extends Snapshot {
  phase: Phase;
  /** Why the snapshot could not be had. */
  failure: ApiError | null;
  /** Conversations opened by this window, by id. */
  open: Readonly<Record<string, ConversationView>>;
  /** The last event that each opened conversation already includes. */
  openSeq: Readonly<Record<string, number>>;
}

export const initialState: State = {
  phase: "starting",
  failure: null,
  open: {},
  openSeq: {},
  seq: 0,
  version: "",
  profile: "main",
  company: null,
  vault: "unknown",
  notices: [],
  settings: [],
  servers: [],
  sign_ins: [],
  conversations: [],
  more_conversations: false,
  providers: [],
  models: [],
  model: null,
  local_server: null,
};

/** A snapshot replaces everything; opened conversations are opened anew by whoever shows them. */
export function fromSnapshot(snapshot: Snapshot): State {
  return { ...snapshot, phase: "ready", failure: null, open: {}, openSeq: {} };
}

/** A setting's view; undefined only before the first snapshot. */
export function setting(state: State, key: SettingKey): SettingView | undefined {
  return state.settings.find((entry) => entry.key === key);
}
