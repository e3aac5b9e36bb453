/** Leaving the demo removes what it holds, so it asks first. */
import type { Catalogue } from "../i18n/en";
import { commands } from "../ipc";
import { confirm } from "../parts/confirm";
import { attempt } from "../state/problems";

export function leaveDemo(t: Catalogue): void {
  confirm({
    title: t.demo.leaveTitle,
    text: t.demo.leaveText,
    ok: t.demo.leave,
    onYes: () => attempt(commands.leaveDemo()),
  });
}
