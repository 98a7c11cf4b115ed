import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MoreMenu } from '../ui/more-menu.tsx';
import { SettingsGroup } from './settings-group.tsx';
import { useTemplateFiles } from './use-template-files.ts';
import styles from './template-rows.module.css';
import { isolated } from '../../shared/isolated.ts';

/** The templates, each to be changed, copied, exported or removed. */
export const TemplateRows = () => {
  const rows = usePanel(({ templates, credentials }) =>
    templates.map(({ id, name, model, credential }) => ({
      id,
      name,
      about: `${isolated(model)}, ${isolated(credentialOf(credentials, credential)?.label ?? `no credential ${credential}`)}`,
    })),
  );
  const show = useView((view) => view.show);
  const { open, keep } = useTemplateFiles();
  return (
    <SettingsGroup
      label="Templates"
      title="Templates"
      beside={
        <span data-setting="Templates" className={styles.acts}>
          <Button small onClick={() => void open()}>
            Import…
          </Button>
          <Button small disabled={rows.length === 0} onClick={() => void keep([])}>
            Export…
          </Button>
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
              <b>
                <bdi>{name}</bdi>
              </b>
              <span>{about}</span>
            </span>
            <Button
              small
              aria-label={`Change ${isolated(name)}`}
              onClick={() => show({ kind: 'template', templateId: id })}
            >
              Change…
            </Button>
            <MoreMenu
              label={`More actions for ${isolated(name)}`}
              entries={[
                {
                  label: 'New helper from it…',
                  onChoose: () => show({ kind: 'spawn', templateId: id }),
                },
                {
                  label: 'Duplicate…',
                  onChoose: () => show({ kind: 'template', templateId: null, copyOf: id }),
                },
                { label: 'Export…', onChoose: () => void keep([id]) },
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
