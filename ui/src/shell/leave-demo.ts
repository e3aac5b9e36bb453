/** Leaving the demo removes what it holds, so it asks first. */
import type { Catalogue } from "../i18n/en";
import { confirm } from "../parts/confirm";
import { attempt } from "../state/problems";
import * as profile from "../state/profile";

export function leaveDemo(t: Catalogue): void {
  confirm({
    title: t.demo.leaveTitle,
    text: t.demo.leaveText,
    ok: t.demo.leave,
    onYes: () => attempt(profile.leaveDemo()),
  });
}
