/**
 * What is offered while one writes: the prompts and resources of all servers that are ready, which can be added to the
 * message, and the app's own commands. Pure.
 */
import type { PromptView, ResourceView, ServerView, TemplateView } from "../../ipc";
import type { Command } from "../../shell/command";

export type Offer =
  | { type: "prompt"; server: ServerView; prompt: PromptView }
  | { type: "resource"; server: ServerView; resource: ResourceView }
  | { type: "template"; server: ServerView; template: TemplateView };

/** A command of the app, or what a server offers. Which of both it is, no name can blur: they are never one list. */
export type Listed = { type: "command"; command: Command } | Offer;

/** `/` asks for commands and prompts, at the beginning of what is written; `@` for resources, at the beginning of a word. */
export interface Wish {
  kind: "prompt" | "resource";
  /** What was written behind the sign. */
  filter: string;
  /** Where the sign stands. */
  at: number;
}

/** As many are listed at once; more are found by writing on. */
const LISTED = 50;

/** What is wished for by the text up to the caret; null: nothing. */
export function wishOf(text: string, caret: number): Wish | null {
  const before = text.slice(0, caret);
  // An input method for Chinese writes its own signs with the same key.
  const slash = /^[/／、](\S*)$/.exec(before);
  if (slash !== null) {
    return { kind: "prompt", filter: slash[1] ?? "", at: 0 };
  }
  const at = /(^|\s)@(\S*)$/.exec(before);
  if (at === null) {
    return null;
  }
  const filter = at[2] ?? "";
  return { kind: "resource", filter, at: before.length - filter.length - 1 };
}

export function titleOf(offer: Offer): string {
  switch (offer.type) {
    case "prompt":
      return offer.prompt.title;
    case "resource":
      return offer.resource.title;
    case "template":
      return offer.template.title;
  }
}

export function nameOf(offer: Offer): string {
  switch (offer.type) {
    case "prompt":
      return offer.prompt.name;
    case "resource":
      return offer.resource.uri;
    case "template":
      return offer.template.uri_template;
  }
}

export function keyOf(offer: Listed): string {
  if (offer.type === "command") {
    return `command ${offer.command.id}`;
  }
  return `${offer.type} ${offer.server.id} ${nameOf(offer)}`;
}

/** What fits a wish, best first: what begins with it, then what holds it. */
export function offersFor(wish: Wish, servers: readonly ServerView[]): Offer[] {
  const all = servers
    .filter((server) => server.state.type === "ready")
    .flatMap((server): Offer[] =>
      wish.kind === "prompt"
        ? server.prompts.map((prompt) => ({ type: "prompt", server, prompt }))
        : [
            ...server.resources.map((resource): Offer => ({ type: "resource", server, resource })),
            ...server.templates.map((template): Offer => ({ type: "template", server, template })),
          ],
    );
  const wanted = wish.filter.toLowerCase();
  const rank = (offer: Offer): number => {
    const texts = [titleOf(offer), nameOf(offer)].map((text) => text.toLowerCase());
    if (texts.some((text) => text.startsWith(wanted))) {
      return 0;
    }
    return [...texts, offer.server.name.toLowerCase()].some((text) => text.includes(wanted)) ? 1 : 2;
  };
  return all
    .map((offer) => ({ offer, rank: rank(offer) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, LISTED)
    .map((one) => one.offer);
}
