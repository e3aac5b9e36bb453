/** Images and sounds of a result. The core has decoded each image and written it anew; nothing is fetched. */
import { useText } from "../../i18n/text";
import type { MediaView } from "../../ipc";

export function Media({ media }: { media: readonly MediaView[] }) {
  const t = useText();
  if (media.length === 0) {
    return null;
  }
  return (
    <div data-testid="media" className="flex flex-col items-start gap-2">
      {media.map((one, index) =>
        one.kind === "image" ? (
          <img
            // biome-ignore lint/suspicious/noArrayIndexKey: a result does not change.
            key={index}
            src={one.url}
            alt={t.attach.image(index + 1)}
            className="max-h-[60vh] max-w-full rounded-md border border-line bg-white"
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a result does not change.
          // biome-ignore lint/a11y/useMediaCaption: a server sends a sound and no words for it.
          <audio key={index} controls preload="none" src={one.url} aria-label={t.attach.sound(index + 1)} />
        ),
      )}
    </div>
  );
}
