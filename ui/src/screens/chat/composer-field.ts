/** The one field in which messages are written, for who hands the focus back to it. */
export function composerField(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>("[data-testid=composer]");
}

/** Opens the system's own dialog for files that are added to the message. Webviews open it for a key or a click only. */
export function pickFiles(): void {
  document.querySelector<HTMLInputElement>("[data-testid=attach-input]")?.click();
}
