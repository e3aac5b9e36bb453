/** The conversation whose instructions are being written. */
import { create } from "zustand";

export const useInstructing = create<{ id: string | null }>(() => ({ id: null }));

export function instruct(id: string | null): void {
  useInstructing.setState({ id });
}
