import { practiceKeyHint } from '../../shared/practice-key.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';
import styles from './template-list.module.css';

interface Scene {
  readonly templateId: string;
  readonly title: string;
  readonly about: string;
  readonly label: string;
  readonly prompt: string;
}

/** What there is to try, by practice's own templates; one that was removed is not offered. */
const scenes: readonly Scene[] = [
  {
    templateId: 'codex-5.5',
    title: 'One that works',
    about: 'It answers, whatever becomes of the others.',
    label: 'Start a helper',
    prompt: 'Find out why the tests are flaky.',
  },
  {
    templateId: 'refused-key',
    title: 'A key that is refused',
    about: 'It waits, its prompt is kept, and a new key on its card lets it go on.',
    label: 'Refuse a key',
    prompt: 'Review the error handling.',
  },
  {
    templateId: 'ended-sign-in',
    title: 'A sign-in that ended',
    about: 'Its card opens a page of practice’s own, and it goes on once that is approved.',
    label: 'End a sign-in',
    prompt: 'Compare the docs with what the code does.',
  },
  {
    templateId: 'dropped',
    title: 'A connection that drops',
    about: 'It is tried again, and then says who ended it.',
    label: 'Drop a connection',
    prompt: 'Review the API of this folder.',
  },
];

/** What practice is for: one sentence, and a button for each thing to try. */
export const PracticeStory = () => {
  const templates = usePanel((state) => state.templates);
  const go = useView((view) => view.go);
  const act = useAct();
  const { send } = useSending();
  const start = async ({ templateId, prompt }: Scene) => {
    const reply = await act('helpers.spawn', { templateId, prompt });
    if (reply.ok) go({ view: 'helper', id: reply.value.id });
  };
  const drill = async () => {
    const reply = await act('drill.run', { only: [] });
    if (reply.ok) go({ view: 'drill' });
  };
  const offered = scenes.filter(({ templateId }) => templates.some(({ id }) => id === templateId));
  return (
    <section className={styles.above} aria-label="What to try">
      <h2>Break things, and watch what stays whole. {practiceKeyHint}</h2>
      <ul className={styles.list}>
        {offered.map((scene) => (
          <li key={scene.templateId}>
            <Icon name="practice" />
            <b>{scene.title}</b>
            <span className={styles.about}>{scene.about}</span>
            <Button small onClick={() => void send(() => start(scene))}>
              {scene.label}
            </Button>
          </li>
        ))}
        <li>
          <Icon name="practice" />
          <b>All of it at once</b>
          <span className={styles.about}>
            Helpers that are thrown away, broken in every known way and measured.
          </span>
          <Button small onClick={() => void send(drill)}>
            Run drill
          </Button>
        </li>
      </ul>
    </section>
  );
};
