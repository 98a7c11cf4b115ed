import { Component, type ReactNode } from 'react';

interface Props {
  /** What is shown in place of what threw. */
  readonly fallback: (thrown: unknown) => ReactNode;
  readonly children: ReactNode;
}

interface Caught {
  readonly thrown: { readonly value: unknown } | null;
}

/** Keeps a throw while drawing to what is inside of it; a new `key` tries again. */
export class Boundary extends Component<Props, Caught> {
  override readonly state: Caught = { thrown: null };

  static getDerivedStateFromError(value: unknown): Caught {
    return { thrown: { value } };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    return thrown === null ? this.props.children : this.props.fallback(thrown.value);
  }
}
