/**
 * Holds what goes wrong while something is drawn, so that the rest of the window stays. Without one, React takes the
 * whole window away.
 */
import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  /** What stands in its place; `again` draws it anew. */
  instead: (error: unknown, again: () => void) => ReactNode;
  /** Drawn anew when this changes. */
  of?: unknown;
}

interface State {
  failed: { error: unknown } | null;
  of: unknown;
}

export class Boundary extends Component<Props, State> {
  override state: State = { failed: null, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failed: { error } };
  }

  static getDerivedStateFromProps({ of }: Props, before: State): Partial<State> | null {
    return of === before.of ? null : { failed: null, of };
  }

  override render(): ReactNode {
    const { failed } = this.state;
    return failed === null
      ? this.props.children
      : this.props.instead(failed.error, () => this.setState({ failed: null }));
  }
}
