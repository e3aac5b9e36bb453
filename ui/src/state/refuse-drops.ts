/**
 * A file or a link dropped on the window must not replace the page by it. Whoever takes drops, as the chat does, has its
 * turn before; a field takes text by itself, and no files: it would write down where they are.
 */
export function refuseDrops(): void {
  for (const name of ["dragover", "drop"] as const) {
    addEventListener(name, (event) => {
      const field = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (!field || holdsFiles(event)) {
        event.preventDefault();
      }
    });
  }
}

/** What is being dragged is files. */
export function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
