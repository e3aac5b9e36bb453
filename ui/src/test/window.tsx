/** Opens the whole window on a scripted core, as `main.tsx` does. */
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../app";
import type { EventBody } from "../ipc";
import { MockCore } from "../mock/core";
import { installMock } from "../mock/install";
import { endEdit } from "../screens/chat/editing";
import { reached } from "../screens/chat/goal";
import { closeLayer } from "../shell/layers";
import { forgetDrafts } from "../state/drafts";
import { connect } from "../state/link";
import { type Place, usePlace } from "../state/place";
import { useProblems } from "../state/problems";
import { initialState } from "../state/state";
import { flush, replace } from "../state/store";

/** The core of the window that was opened last. */
let opened: MockCore | null = null;

/** `before` is what happens in the first paint. */
export async function openWindow(core = new MockCore(), place: Partial<Place> = {}, before: () => void = () => {}) {
  opened = core;
  installMock(core);
  replace(initialState);
  forgetDrafts();
  endEdit();
  reached();
  useProblems.setState({ list: [] });
  closeLayer();
  usePlace.setState({
    screen: "chat",
    conversation: undefined,
    signIn: null,
    left: [],
    started: false,
    sidebar: false,
    sidebarHidden: false,
    details: false,
    ...place,
  });
  before();
  render(<App />);
  await act(connect);
  await waitFor(() => screen.getByTestId("app"));
  return { core, user: userEvent.setup() };
}

/** The core tells something, and the window has drawn it. */
export async function tell(core: MockCore, ...bodies: EventBody[]): Promise<void> {
  await act(async () => {
    for (const body of bodies) {
      core.emit(body);
    }
    flush();
  });
}

/** Waits for the commands on their way and draws what came of them. */
export async function settle(): Promise<void> {
  await act(async () => {
    await opened?.idle();
    flush();
  });
}

/** The arguments of the last call of a command. */
export function lastCall(core: MockCore, command: string): Record<string, unknown> | undefined {
  return core.calls.findLast((call) => call.command === command)?.args;
}

export { MockCore, screen };
