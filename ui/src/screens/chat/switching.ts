/** On the way to another branch: where it was asked for, so that nothing moves under who asked. */

interface Switch {
  /** The message that will stand in the place. */
  message: string;
  by: -1 | 1;
  /** Where the place was in the window. */
  top: number;
}

let under: Switch | null = null;

export function headFor(to: Switch): void {
  under = to;
}

/** The switch that leads to this message, or any. */
export function heading(message?: string): Switch | null {
  return under !== null && (message === undefined || under.message === message) ? under : null;
}

export function arrived(message: string): void {
  if (under?.message === message) {
    under = null;
  }
}
