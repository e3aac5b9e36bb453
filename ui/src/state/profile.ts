/** Goes to another profile. What was written is stored in the one it was written in. */
import { commands, type Profile } from "../ipc";
import { holdDrafts, openDrafts, storeDrafts } from "./drafts";
import { useCore } from "./store";

export function startDemo(): Promise<void> {
  return change("demo", commands.startDemo);
}

export function leaveDemo(): Promise<void> {
  return change("main", commands.leaveDemo);
}

async function change(to: Profile, command: () => Promise<unknown>): Promise<void> {
  const from = useCore.getState().profile;
  const stored = storeDrafts();
  holdDrafts();
  await stored;
  try {
    await command();
  } catch (thrown) {
    openDrafts(from);
    throw thrown;
  }
  // Otherwise the reset is still on its way; the link to the core opens them then.
  if (useCore.getState().profile === to) {
    openDrafts(to);
  }
}
