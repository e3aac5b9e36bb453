/**
 * 简体中文: what the core says. Each key is a pattern of `say!` in the Rust sources, with the same gaps; a test compares.
 */

import { addresses } from "./core-zh-cn/addresses";
import { calls } from "./core-zh-cn/calls";
import { company } from "./core-zh-cn/company";
import { conversations } from "./core-zh-cn/conversations";
import { desktop } from "./core-zh-cn/desktop";
import { files } from "./core-zh-cn/files";
import { local } from "./core-zh-cn/local";
import { models } from "./core-zh-cn/models";
import { servers } from "./core-zh-cn/servers";
import { settings } from "./core-zh-cn/settings";
import { signingIn } from "./core-zh-cn/signing-in";

export const coreZhCn: Readonly<Record<string, string>> = {
  ...servers,
  ...signingIn,
  ...calls,
  ...conversations,
  ...files,
  ...models,
  ...settings,
  ...local,
  ...desktop,
  ...addresses,
  ...company,
};
