/** The one field in which messages are written, for who hands the focus back to it. */
export function composerField(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>("[data-testid=composer]");
}
