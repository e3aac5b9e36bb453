/** How many tokens an answer or a conversation took, as the provider told. What it did not tell is not shown. */

import type { Catalogue } from "../../i18n/en";
import type { Language } from "../../i18n/text";
import { useLanguage, useText } from "../../i18n/text";
import type { ConversationView, UsageView } from "../../ipc";

export function Tokens({ usage }: { usage: UsageView }) {
  const t = useText();
  const language = useLanguage();
  const words = tokensIn(usage, t, language);
  return words === "" ? null : (
    <span data-testid="tokens" title={moreTokens(usage, t, language) || undefined} className="tabular-nums">
      {words}
    </span>
  );
}

/** "1,234 in · 56 out"; empty where nothing was told. */
export function tokensIn(usage: UsageView, t: Catalogue, language: Language): string {
  const number = new Intl.NumberFormat(language);
  return [
    usage.input === null ? "" : t.message.tokensIn(number.format(usage.input)),
    usage.output === null ? "" : t.message.tokensOut(number.format(usage.output)),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** What the numbers include. */
export function moreTokens(usage: UsageView, t: Catalogue, language: Language): string {
  const number = new Intl.NumberFormat(language);
  return [
    t.message.tokensTitle,
    usage.cached === null ? "" : t.message.tokensCached(number.format(usage.cached)),
    usage.reasoning === null ? "" : t.message.tokensThought(number.format(usage.reasoning)),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** All answers of a conversation together, those on other branches too. */
export function totalOf(view: ConversationView): UsageView {
  return view.messages.reduce(
    (sum, { usage }) =>
      usage === null
        ? sum
        : {
            input: add(sum.input, usage.input),
            output: add(sum.output, usage.output),
            cached: add(sum.cached, usage.cached),
            reasoning: add(sum.reasoning, usage.reasoning),
          },
    view.elsewhere,
  );
}

/** What was not told is not nothing: two unknowns stay unknown. */
function add(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
