/** What stands around the screens, in English. */
import { count } from "./count";

export const nav = {
  label: "Conversations and pages",
  newConversation: "New",
  search: "Search",
  searchLabel: "Search conversations",
  noMatches: "Nothing was found. Try another word, or fewer.",
  results: "What was found",
  found: (n: number) => `Found in ${count(n, "conversation", "conversations")}`,
  answer: "Answer",
  pinned: "Pinned",
  archived: "Archived",
  pin: "Pin to the top",
  unpin: "Unpin",
  archive: "Archive",
  takeBack: "Take back from the archive",
  putAway: "Archived",
  takenBack: "Taken back",
  empty: "Your conversations will be listed here.",
  tools: "Tools",
  settings: "Settings",
  ready: (ready: number, total: number) => `${ready} of ${total}`,
  readyLabel: (ready: number, total: number) => `${ready} of ${count(total, "server", "servers")} ready`,
  noServers: "none",
  untitled: "New conversation",
  openSidebar: "Open the sidebar",
  closeSidebar: "Close the sidebar",
  hideSidebar: "Hide the sidebar",
  more: (title: string) => `More about ${title}`,
  rename: "Rename",
  renameLabel: "Title of the conversation",
  delete: "Delete",
  deleteTitle: "Delete this conversation?",
  deleteText: "Its messages are removed from this computer.",
  busy: "Working",
  asking: "Waits for you",
};

export const account = {
  signedOut: "Not signed in",
  label: (who: string) => `Account: ${who}`,
  more: (n: number) => `and ${n} more`,
  signedIn: "Signed in",
  signedInTo: "Signed in to",
  nothing: "You are not signed in to any tool server.",
  switchAt: (server: string) => `Switch account at ${server}`,
  signOutOf: (server: string) => `Sign out of ${server}`,
  untilUnknown: "Until you sign out",
  settings: "Settings",
  shortcuts: "Keyboard shortcuts",
  leaveDemo: "Leave the demo",
};

export const demo = {
  band: "Demo: no real account. Everything stays on this computer.",
  leave: "Leave the demo",
  leaveTitle: "Leave the demo?",
  leaveText: "The demo's conversations and sign-ins are removed. Your own are not touched.",
  label: "Demo",
  modelNote: "The demo model is a small set of rules, not a language model: it picks a tool by the words you use.",
};

export const notice = {
  label: "Notices",
  kind: {
    database: "Data",
    disk: "Disk",
    company: "Company configuration",
    keychain: "Keychain",
    deep_link: "Links",
    other: "Notice",
  },
};
