import { describeAccounts } from '../../support/accounts-behaviour.ts';
import { practiceHelper } from '../../support/practice-helper.ts';

describeAccounts(practiceHelper);
