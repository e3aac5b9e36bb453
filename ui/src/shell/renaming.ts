/** The conversation whose title is being written in its header. */
import { create } from "zustand";

export const useRenaming = create<{ id: string | null }>(() => ({ id: null }));

export function renameInHeader(id: string | null): void {
  useRenaming.setState({ id });
}
