import { usePanel } from '../panel-context.tsx';
import { SavedField } from './saved-field.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

const listOf = (typed: string): readonly string[] =>
  typed
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');

interface PlacesProps {
  readonly which: 'add' | 'allow';
  readonly title: string;
  readonly about: string;
  readonly placeholder: string;
}

/** One of the two lists of places, with commas between. */
const PlacesField = ({ which, title, about, placeholder }: PlacesProps) => (
  <SettingRow title={title} about={`${about} With commas between`}>
    <SavedField
      label={title}
      settingKey={`unreadable.${which}`}
      saved={usePanel(({ settings }) => settings.unreadable[which].join(', '))}
      placeholder={placeholder}
      toValue={listOf}
    />
  </SettingRow>
);

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
  </SettingsGroup>
);
