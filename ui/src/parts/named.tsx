/** A name that somebody else chose: isolated from the text around it, hidden characters shown. */
import { visibleLine } from "./visible";

export function Named({ children, className = "" }: { children: string; className?: string }) {
  return <bdi className={className}>{visibleLine(children)}</bdi>;
}
