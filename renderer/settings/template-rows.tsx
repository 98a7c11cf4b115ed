import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MoreMenu } from '../ui/more-menu.tsx';
import { SettingsGroup } from './settings-group.tsx';
import styles from './template-rows.module.css';

/** The templates, each to be changed or removed. */
export const TemplateRows = () => {
  const rows = usePanel(({ templates, credentials }) =>
    templates.map(({ id, name, model, credential }) => ({
      id,
      name,
      about: `${model}, ${credentialOf(credentials, credential)?.label ?? `no credential ${credential}`}`,
    })),
  );
  const show = useView((view) => view.show);
  return (
    <SettingsGroup
      label="Templates"
      title="Templates"
      beside={
        <span data-setting="Templates">
          <Button small icon="plus" onClick={() => show({ kind: 'template', templateId: null })}>
            Add template
          </Button>
        </span>
      }
    >
      {rows.length === 0 && (
        <p className={styles.none}>No templates yet. Add one, and helpers can start from it.</p>
      )}
      <ul className={styles.list}>
        {rows.map(({ id, name, about }) => (
          <li key={id}>
            <Icon name="template" />
            <span className={styles.name}>
              <b>{name}</b>
              <span>{about}</span>
            </span>
            <Button
              small
              aria-label={`Change ${name}`}
              onClick={() => show({ kind: 'template', templateId: id })}
            >
              Change…
            </Button>
            <MoreMenu
              label={`More actions for ${name}`}
              entries={[
                {
                  label: 'New helper from it…',
                  onChoose: () => show({ kind: 'spawn', templateId: id }),
                },
                {
                  label: 'Remove template…',
                  danger: true,
                  onChoose: () => show({ kind: 'remove-template', templateId: id }),
                },
              ]}
            />
          </li>
        ))}
      </ul>
    </SettingsGroup>
  );
};
