/** Files as the scripted core takes them: it looks at the first bytes, as the real one does, and draws no picture. */
import type { AttachmentView, FileView } from "../ipc";
import { failure } from "./core";

/** Texts of files, by what names them. */
export const texts = new Map<string, string>();

const decoder = new TextDecoder();

/** A picture of two colours, as the thumbnail of whatever picture. */
export function drawing(from: string, to: string, width = 320, height = 200): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs><linearGradient id="g"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width / 3}" cy="${height / 2}" r="${height / 5}" fill="#fff8"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function fileOf(
  kind: "image" | "text" | "pdf",
  id: string,
  name: string,
  more: Partial<FileView> = {},
): AttachmentView {
  return {
    id,
    kind,
    server_id: "",
    server_name: "",
    title: name,
    name,
    text: "",
    media: [],
    file: {
      media_type: kind === "image" ? "image/png" : kind === "pdf" ? "application/pdf" : "text/plain",
      size: 24_000,
      blob: `blob-${id}`,
      thumbnail: kind === "image" ? drawing("#7aa2f7", "#bb9af7") : null,
      width: kind === "image" ? 1600 : null,
      height: kind === "image" ? 1000 : null,
      language: null,
      lines: kind === "text" ? 12 : null,
      pages: kind === "pdf" ? 3 : null,
      beginning: "",
      cut: false,
      ...more,
    },
  };
}

/** Reads what the window hands over. */
export function readFile(id: string, name: string, bytes: Uint8Array): AttachmentView {
  const text = decoder.decode(bytes);
  const size = bytes.length;
  if (size === 0) {
    throw failure("invalid", "This file is empty.");
  }
  if (bytes[0] === 0x89 && text.slice(1, 4) === "PNG") {
    return fileOf("image", id, name, { size });
  }
  if (text.startsWith("%PDF-")) {
    texts.set(`blob-${id}`, "The first page.\n\nThe second page.");
    return fileOf("pdf", id, name, { size, beginning: "The first page." });
  }
  if (text.includes("\0") || text.includes("\ufffd")) {
    throw failure(
      "invalid",
      "This is neither an image, a PDF nor text that can be read. If it is a text, save it as UTF-8.",
    );
  }
  texts.set(`blob-${id}`, text);
  const language = /\.py$/.test(name) ? "python" : null;
  return fileOf("text", id, name, { size, language, lines: text.split("\n").length, beginning: text.slice(0, 200) });
}
