/** What can be done with a message, in English. */

export const message = {
  edit: "Edit message",
  editLabel: "Your message, edited",
  editHint: "This begins a branch from here. The message as it was, and the answers to it, are kept.",
  editSave: "Save and send",
  again: "Answer again",
  goOn: "Continue",
  branch: (at: string, of: string) => `Version ${at} of ${of}`,
  branchPlace: (at: string, of: string) => `${at} of ${of}`,
  branchPrevious: "Previous version",
  branchNext: "Next version",
  tokensIn: (n: string) => `${n} in`,
  tokensOut: (n: string) => `${n} out`,
  tokensTitle: "Tokens, as the model's provider counts them",
  tokensCached: (n: string) => `Read from its cache: ${n}`,
  tokensThought: (n: string) => `Spent on thoughts: ${n}`,
};
