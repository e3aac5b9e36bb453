/** Which commands were used last, newest first; kept for the next time the app opens. */
const KEY = "lanyard.recent";
const KEPT = 8;

export function recentCommands(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, KEPT) : [];
  } catch {
    // A damaged entry means that nothing is known.
    return [];
  }
}

export function noteCommand(id: string): void {
  const next = [id, ...recentCommands().filter((other) => other !== id)].slice(0, KEPT);
  localStorage.setItem(KEY, JSON.stringify(next));
}
