import type { CommandInput, CommandName } from '../../shared/contract.ts';
import { focused } from '../focused.ts';
import { useDismiss } from '../helpers/dismiss-helper.tsx';
import { helperOf } from '../page-state.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { useTemplateFiles } from '../settings/use-template-files.ts';
import { useAct } from '../use-act.ts';
import type { Step } from './entry.ts';

/** As much as the clipboard is given, in UTF-16 units. */
const MOST_COPIED = 1_000_000;

/** All that a helper said, piece by piece; the end of it where it is too much. */
const useOutput = () => {
  const bridge = useBridge();
  return async (id: string): Promise<string> => {
    let text = '';
    for (let length = 1; text.length < length;) {
      const reply = await bridge.command('helpers.output', { id, from: text.length });
      if (!reply.ok || reply.value.chunk.text === '') break;
      text += reply.value.chunk.text;
      ({ length } = reply.value);
    }
    return text.slice(-MOST_COPIED);
  };
};

/** Does what an entry says; `from` had the focus before the palette. */
export const useStep = (from: HTMLElement | null): ((step: Step) => void) => {
  const act = useAct();
  const visit = useView((view) => view.visit);
  const ask = useView((view) => view.ask);
  const show = useView((view) => view.show);
  const hide = useView((view) => view.hide);
  const helpers = usePanel((state) => state.helpers);
  const dismiss = useDismiss();
  const output = useOutput();
  const files = useTemplateFiles();
  const signIn = async (id: string) => {
    ask(id, from);
    const reply = await act('credentials.sign-in', { id, flow: 'browser' });
    if (!reply.ok && focused() === null) from?.focus();
  };
  const send = <N extends CommandName>(command: {
    readonly name: N;
    readonly input: CommandInput<N>;
    readonly done?: string;
  }) => void act(command.name, command.input, command.done);
  const copyOutput = async (id: string) => {
    const text = await output(id);
    if (text !== '') await act('app.copy', { text }, 'Copied the output.');
  };
  return (step) => {
    if ('go' in step) {
      visit(step.go);
    } else if ('drill' in step) {
      visit({ view: 'drill' });
      void act('drill.run', { only: [] });
    } else if ('signIn' in step) {
      void signIn(step.signIn);
    } else if ('setKey' in step) {
      ask(step.setKey, from);
    } else if ('show' in step) {
      show(step.show);
    } else {
      hide();
      if ('send' in step) {
        send(step.send);
      } else if ('copyOutput' in step) {
        void copyOutput(step.copyOutput);
      } else if ('templates' in step) {
        void (step.templates === 'import' ? files.open() : files.keep([]));
      } else {
        const helper = helperOf(helpers, step.dismiss);
        if (helper !== undefined) void dismiss(helper);
      }
    }
  };
};
