/** Commands, the palette and the page of shortcuts, in English. */

export const command = {
  palette: "All commands",
  placeholder: "Type a command or the title of a conversation",
  list: "Commands",
  none: "Nothing fits. Try another word.",
  more: (shown: number) => `The first ${shown} are shown. Type more to narrow them down.`,
  back: "Back to all commands",
  groups: { go: "Go to", conversation: "This conversation", view: "View", app: "Lanyard", writing: "While writing" },
  recent: "Recent",
  conversations: "Conversations",
  inForce: "in use",

  begin: "New conversation",
  search: "Search conversations",
  next: "Next conversation",
  previous: "Previous conversation",
  tools: "Tools",
  settings: "Settings",
  write: "Write a message",
  stop: "Stop the answer",
  copyAnswer: "Copy the last answer",
  answerCopied: "Answer copied",
  model: "Choose a model",
  rename: "Rename this conversation",
  delete: "Delete this conversation",
  sidebar: "Show or hide the sidebar",
  details: "Show or hide details",
  switchTheme: "Switch between light and dark",
  larger: "Larger text",
  smaller: "Smaller text",
  normal: "Text in its normal size",
  signIn: "Sign in to a tool server",
  shortcuts: "Keyboard shortcuts",

  /** Other words that find a command. */
  find: {
    settings: "preferences options",
    theme: "appearance dark light night colours",
    density: "compact mode spacing",
    language: "English Chinese translate",
    shortcuts: "keys help hotkeys",
  },

  /** Keys of the field for messages. */
  writing: {
    send: "Send",
    break: "New line",
    recall: "Edit the last message",
    prompts: "Use a prompt",
    resources: "Add a resource",
  },
  or: "or",
};
