/**
 * Stands where the Markdown renderer would take `rehype-raw`, the plugin that turns raw HTML into elements. We never ask
 * for it; with this in its place the build has no HTML parser at all.
 */
export default function noRawHtml(): () => void {
  return () => undefined;
}
