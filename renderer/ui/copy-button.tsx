import { useBridge } from '../panel-context.tsx';
import { Button } from './button.tsx';
import { useSay } from './toasts.tsx';

interface Props {
  readonly text: string;
  /** What is copied, for the name and the report: `raw error`, `command`. */
  readonly what: string;
  readonly quiet?: boolean;
}

/** Puts a text on the clipboard and says so. */
export const CopyButton = ({ text, what, quiet = false }: Props) => {
  const bridge = useBridge();
  const say = useSay();
  const copy = async () => {
    const reply = await bridge.command('app.copy', { text });
    if (reply.ok) say.done(`Copied the ${what}.`);
    else say.failed(`The ${what} could not be copied.`);
  };
  return (
    <Button
      small
      icon="copy"
      kind={quiet ? 'quiet' : 'default'}
      aria-label={`Copy ${what}`}
      onClick={() => void copy()}
    >
      Copy
    </Button>
  );
};
