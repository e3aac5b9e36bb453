/** What lies over the window: the palette, the list of shortcuts, or nothing. */
import { create } from "zustand";

export type Layer = "palette" | "shortcuts";

interface Layers {
  open: Layer | null;
  /** The command whose choices the palette shows at once; null for all commands. */
  command: string | null;
}

export const useLayers = create<Layers>(() => ({ open: null, command: null }));

export function openPalette(command: string | null = null): void {
  useLayers.setState({ open: "palette", command });
}

export function openShortcuts(): void {
  useLayers.setState({ open: "shortcuts", command: null });
}

export function closeLayer(): void {
  useLayers.setState({ open: null, command: null });
}
