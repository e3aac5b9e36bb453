/** When what was just changed has been drawn: behind the frame that draws it. A window that is hidden has no frames. */
export function soon(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}
