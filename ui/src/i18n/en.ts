/** Every visible string, in English: one file per screen. The type of this object is the type of every catalogue. */

import { approval, call } from "./en/calls";
import { attach, chat, elicitation, suggestion } from "./en/chat";
import { command } from "./en/commands";
import { message } from "./en/message";
import { diagnostics, settings } from "./en/settings";
import { account, demo, nav, notice } from "./en/shell";
import { waiting, welcome } from "./en/start";
import { importing, patterns, serverOptions, tools } from "./en/tools";

export const en = {
  app: "Lanyard",
  colon: ": ",
  cancel: "Cancel",
  close: "Close",
  copy: "Copy",
  copied: "Copied",
  details: "Details",
  dismiss: "Dismiss",
  tryAgain: "Try again",
  save: "Save",
  saved: "Saved",
  remove: "Remove",
  loading: "Loading",
  somethingFailed:
    "Something went wrong in Lanyard. Try again; if it happens again, copy the details for your IT team.",
  setBy: (who: string) => `Set by ${who}`,
  yourCompany: "your company",
  until: (when: string) => `Until ${when}`,
  copyDetails: "Copy details",
  startFailed: "Lanyard could not read its data.",
  detail: { server: "Server", step: "Step", rule: "Rule", said: "It said", trace: "Steps", code: "Kind" },
  time: {
    now: "just now",
    minutes: (n: number) => `${n} min ago`,
    today: "Today",
    yesterday: "Yesterday",
    week: "Last 7 days",
    ms: (n: number) => `${n} ms`,
    seconds: (text: string) => `${text} s`,
    minutesSeconds: (m: number, s: number) => `${m} min ${s} s`,
    left: (clock: string) => `${clock} left`,
  },

  welcome,
  waiting,
  command,
  nav,
  account,
  demo,
  notice,
  chat,
  message,
  suggestion,
  attach,
  elicitation,
  call,
  approval,
  tools,
  patterns,
  importing,
  serverOptions,
  settings,
  diagnostics,
};

export type Catalogue = typeof en;
