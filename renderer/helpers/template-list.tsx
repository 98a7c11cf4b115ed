import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './template-list.module.css';
import { isolated } from '../../shared/isolated.ts';

/** The templates a helper can start from. */
export const TemplateList = () => {
  const templates = usePanel((state) => state.templates);
  const show = useView((view) => view.show);
  return (
    <section className={styles.section} aria-label="Templates">
      <h2>Start from a template</h2>
      <ul className={styles.list}>
        {templates.map((template) => (
          <li key={template.id}>
            <Icon name="template" />
            <b>
              <bdi>{template.name}</bdi>
            </b>
            <span className={styles.about}>
              {template.sandbox === 'read-only' ? 'Reads, never writes' : 'May write in its folder'}
              . <bdi>{template.model}</bdi>
            </span>
            <Button
              small
              aria-label={`Use ${isolated(template.name)}`}
              onClick={() => show({ kind: 'spawn', templateId: template.id })}
            >
              Use
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
