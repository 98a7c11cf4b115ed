import { describeOwner } from '../../support/owner-behaviour.ts';
import { practiceHelper } from '../../support/practice-helper.ts';

describeOwner(practiceHelper);
