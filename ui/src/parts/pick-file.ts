/** One file by the system's own dialog, from anywhere. Webviews open it only for a key or a click. */
export function pickFile(accept: string, then: (file: File) => void): void {
  // One that was closed without a choice may not have said so.
  document.querySelector("[data-testid=pick-file]")?.remove();
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.hidden = true;
  input.dataset.testid = "pick-file";
  input.addEventListener("cancel", () => input.remove());
  input.addEventListener("change", () => {
    input.remove();
    const file = input.files?.[0];
    if (file !== undefined) {
      then(file);
    }
  });
  // Not every webview opens the dialog of an element that is nowhere.
  document.body.append(input);
  input.click();
}
