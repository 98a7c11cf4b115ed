import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MoreMenu } from '../ui/more-menu.tsx';
import styles from './template-rows.module.css';

/** The templates, each to be changed or removed. */
export const TemplateRows = () => {
  const { templates, credentials } = usePanel();
  const show = useView((view) => view.show);
  return (
    <section className={styles.card} aria-label="Templates">
      {templates.length === 0 && (
        <p className={styles.none}>No templates yet. Add one, and helpers can start from it.</p>
      )}
      <ul>
        {templates.map((template) => {
          const key = credentials.find(({ id }) => id === template.credential);
          return (
            <li key={template.id}>
              <Icon name="template" />
              <span className={styles.name}>
                <b>{template.name}</b>
                <span>
                  {template.model}, {key?.label ?? `no credential ${template.credential}`}
                </span>
              </span>
              <Button
                small
                aria-label={`Change ${template.name}`}
                onClick={() => show({ kind: 'template', templateId: template.id })}
              >
                Change…
              </Button>
              <MoreMenu
                label={`More actions for ${template.name}`}
                entries={[
                  {
                    label: 'New helper from it…',
                    onChoose: () => show({ kind: 'spawn', templateId: template.id }),
                  },
                  {
                    label: 'Remove template…',
                    danger: true,
                    onChoose: () => show({ kind: 'remove-template', templateId: template.id }),
                  },
                ]}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
};
