/** Text that is too much to be read as Markdown: as it is, in pieces, of which only those seen are laid out. */
import { memo } from "react";
import { useText } from "../../../i18n/text";
import { CopyButton } from "../../../parts/copy-button";

export function PlainBlock({ pieces }: { pieces: readonly string[] }) {
  const t = useText();
  return (
    <div data-testid="plain" className="plain">
      <div className="plain-head">
        {t.chat.plain}
        <CopyButton compact text={() => pieces.join("").replace(/\n$/, "")} label={t.chat.copyText} />
      </div>
      <div dir="auto">
        {pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in order.
          <Piece key={index} text={piece} />
        ))}
      </div>
    </div>
  );
}

const Piece = memo(function Piece({ text }: { text: string }) {
  return <div className="many">{text}</div>;
});
