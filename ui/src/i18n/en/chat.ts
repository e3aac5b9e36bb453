/** A conversation, in English. */

export const chat = {
  label: "Conversation",
  composer: "Message",
  placeholder: "Ask anything",
  send: "Send",
  stop: "Stop",
  you: "You",
  emptyTitle: "What would you like to know?",
  emptyLead: "Ask in your own words; your company's tools are listed under Tools.",
  emptyNoTools: "Sign in to a tool server to use your company's tools.",
  suggestions: "Try one of these",
  newMessages: "New messages",
  earlier: "Show earlier messages",
  thinking: "Thinking",
  thoughts: "Thoughts",
  ended: {
    stopped: "You stopped this answer.",
    interrupted: "Lanyard was closed before this answer was complete.",
  },
  model: "Model",
  pickModel: "Choose a model",
  findModel: "Find a model",
  noSuchModel: "No model has that name.",
  noModel: "No model yet",
  noModelTitle: "Choose a model first",
  noModelLead: "Lanyard needs a language model to answer. Add one under Settings, or start Ollama on this computer.",
  addModel: "Add a model",
  copyMessage: "Copy message",
  offline: (server: string) => `${server} can't be reached right now. Lanyard keeps trying.`,
  offlineSeveral: (n: number) => `${n} servers can't be reached right now. Lanyard keeps trying.`,
  signInAgain: (server: string) => `Sign in to ${server} to use its tools.`,
  signInAgainSeveral: (n: number) => `${n} servers want you to sign in before their tools can be used.`,
  image: (alt: string) => (alt === "" ? "Image" : `Image: ${alt}`),
  openImage: (host: string) => `Open from ${host}`,
  linkTo: (url: string) => `Opens ${url} in your browser`,
  unsafeLink: "Not a web address, so it can't be opened.",
};

export const suggestion = {
  balance: { title: "Look something up", text: "How many vacation days do I have left?" },
  request: { title: "Change something, after asking you", text: "Request leave from 2026-12-21 to 2026-12-23" },
  report: { title: "Run a longer task", text: "Build the quarterly report" },
  expense: { title: "Ask for what isn't allowed", text: "Show the expense report" },
};

export const attach = {
  prompts: "Prompts",
  resources: "Resources",
  noPrompts: "No server that is ready offers such a prompt.",
  noResources: "No server that is ready has such a resource.",
  add: "Add to the message",
  links: "Resources that the result names",
  addLink: (title: string) => `Add ${title} to the message`,
  remove: (title: string) => `Remove ${title}`,
  suggestions: "Suggestions",
  empty: "There is no text in it.",
  image: (n: number) => `Image ${n} of the result`,
  sound: (n: number) => `Sound ${n} of the result`,
};

export const elicitation = {
  asks: "asks you",
  optional: "may be left out",
  choose: "Choose",
  submit: "Send the answers",
  decline: "Don't answer",
  formHint: "The answers go to this server. Never enter a password or a key here.",
  open: (host: string) => `Open ${host} in the browser`,
  openAgain: "Open it again",
  done: "I am done there",
  urlHint: "Look at the marked part: it says who receives what you enter on that page.",
};
