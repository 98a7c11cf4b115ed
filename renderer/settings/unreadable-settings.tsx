import { isolated } from '../../shared/isolated.ts';
import { readPlace } from '../../shared/read-place.ts';
import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { useAct } from '../use-act.ts';
import { SavedField } from './saved-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';
import styles from './unreadable-settings.module.css';

interface PlacesProps {
  readonly which: 'add' | 'allow';
  readonly title: string;
  readonly about: string;
  readonly placeholder: string;
}

/** One of the two lists of places: each to be taken out, and a field for one more. */
const PlacesField = ({ which, title, about, placeholder }: PlacesProps) => {
  const places = usePanel(({ settings }) => settings.unreadable[which]);
  const act = useAct();
  const key = `unreadable.${which}`;
  const takeOut = (gone: string, row: HTMLElement) => {
    // The button goes with its line.
    row.closest('[data-setting]')?.querySelector('input')?.focus();
    const value = places.filter((place) => place !== gone);
    void act('settings.set', { key, value }, `${isolated(gone)} taken out.`);
  };
  return (
    <SettingRow title={title} about={about}>
      <div className={styles.places}>
        {places.length > 0 && (
          <ul className={styles.places} aria-label={`${title}: places`}>
            {places.map((place) => (
              <li key={place}>
                <span>{isolated(place)}</span>
                <Button
                  kind="quiet"
                  small
                  iconOnly
                  icon="close"
                  onClick={({ currentTarget }) => takeOut(place, currentTarget)}
                >
                  {`Take out ${isolated(place)}`}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <SavedField
          adds
          label={title}
          settingKey={key}
          saved=""
          placeholder={placeholder}
          toValue={(typed) => {
            const place = readPlace(typed, places);
            return place instanceof Error ? place : [...places, place];
          }}
        />
      </div>
    </SettingRow>
  );
};

/** Places that hold secrets: what is closed beside the usual ones, and what is opened. */
export const UnreadableSettings = () => (
  <SettingsGroup label="Unreadable" title="Secrets on this computer">
    <PlacesField
      which="add"
      title="Tools cannot read"
      about="Besides keys, keyrings, browsers, password managers and sign-ins of other programs. What needs them fails: pushes, kubectl, docker login, private registries."
      placeholder="~/secrets"
    />
    <PlacesField
      which="allow"
      title="Tools may read after all"
      about="A tool that reads a secret hands it to the model’s provider."
      placeholder="~/.kube"
    />
    <ResetGroup group="unreadable" />
  </SettingsGroup>
);
