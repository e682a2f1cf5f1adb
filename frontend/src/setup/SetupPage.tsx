import { useTranslate } from 'react-admin';
import { BasicModeNotice } from '../basic-mode/BasicModeNotice';
import { CodeBlock } from '../components/CodeBlock';
import { Facts } from '../components/Facts';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { useIsBasicMode, useRegistrySettings } from '../providers/queries';
import { PushHelp } from '../repositories/PushHelp';

/** What the registry needs to work with this service, ready to be pasted. */
export default function SetupPage() {
  const translate = useTranslate();
  const settings = useRegistrySettings();
  const isBasic = useIsBasicMode();
  return (
    <Page title={translate('app.menu.setup')}>
      <BasicModeNotice />
      <Panel title={translate('app.menu.setup')} help={translate('setup.intro')}>
        <Loaded from={settings}>
          {({ host, service, issuer }) => (
            <Facts
              of={[
                [translate('setup.host'), host],
                [translate('setup.service'), service],
                [translate('setup.issuer'), !isBasic && issuer],
              ]}
            />
          )}
        </Loaded>
      </Panel>
      <Panel
        title={translate('setup.step_config')}
        help={translate(isBasic ? 'basic_mode.step_config_help' : 'setup.step_config_help')}
      >
        <Loaded from={settings}>
          {({ config }) => config && <CodeBlock text={config} name={translate('setup.config')} />}
        </Loaded>
      </Panel>
      {isBasic ? (
        <Panel title={translate('basic_mode.step_file')}>{translate('basic_mode.step_file_help')}</Panel>
      ) : (
        <Panel title={translate('setup.step_certificate')} help={translate('setup.step_certificate_help')}>
          <Loaded from={settings}>
            {({ certificate }) =>
              certificate && (
                <CodeBlock text={certificate} name={translate('setup.certificate')} maxHeight={220} />
              )
            }
          </Loaded>
        </Panel>
      )}
      <Panel title={translate('setup.step_login')}>
        <PushHelp />
      </Panel>
    </Page>
  );
}
