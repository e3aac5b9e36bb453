/** Puts a mock core where Tauri would stand: the real bindings and the real channel run against it. */
import type { MockCore } from "./core";
import { sceneOf } from "./scenes";

interface Internals {
  invoke: (
    command: string,
    args?: Record<string, unknown>,
    options?: { headers: Record<string, string> },
  ) => Promise<unknown>;
  transformCallback: (callback: (message: unknown) => void) => number;
  unregisterCallback: (id: number) => void;
}

/** Installs a core; the scene that the address asks for when none is given. */
export function installMock(core: MockCore = sceneOf(new URLSearchParams(location.search))): MockCore {
  const callbacks = new Map<number, (message: unknown) => void>();
  let next = 1;
  const internals: Internals = {
    invoke: (command, args = {}, options = undefined) => {
      if (args instanceof Uint8Array) {
        const name = decodeURIComponent(options?.headers["x-file-name"] ?? "");
        return core.invoke(command, { name, bytes: Array.from(args) });
      }
      if (command === "subscribe") {
        const { id } = args.channel as { id: number };
        let index = 0;
        core.subscribe(args.after as number | null, (message) => {
          callbacks.get(id)?.({ index, message: [message] });
          index += 1;
        });
      }
      return core.invoke(command, args);
    },
    transformCallback: (callback) => {
      const id = next;
      next += 1;
      callbacks.set(id, callback);
      return id;
    },
    unregisterCallback: (id) => {
      callbacks.delete(id);
    },
  };
  Object.assign(window, { __TAURI_INTERNALS__: internals });
  return core;
}
