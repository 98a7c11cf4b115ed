import { expect, test } from 'vitest';

import { protocolMethods } from '../../../electron/codex/protocol.ts';
import { answerServerRequest } from '../../../electron/codex/server-requests.ts';

test('approvals are declined', () => {
  for (const method of [
    'item/commandExecution/requestApproval',
    'item/fileChange/requestApproval',
  ]) {
    expect(answerServerRequest(method)).toEqual({ result: { decision: 'decline' } });
  }
  for (const method of ['execCommandApproval', 'applyPatchApproval']) {
    expect(answerServerRequest(method)).toMatchObject({ result: { decision: { denied: {} } } });
  }
});

test('no permission beyond the profile is granted', () => {
  expect(answerServerRequest('item/permissions/requestApproval')).toEqual({
    result: { permissions: {}, scope: 'turn' },
  });
});

test('a form of a tool server is declined', () => {
  expect(answerServerRequest('mcpServer/elicitation/request')).toMatchObject({
    result: { action: 'decline' },
  });
});

test.each(['currentTime/read', 'attestation/generate', 'error', '__proto__', ''])(
  'the unknown request "%s" is answered with method not found',
  (method) => {
    expect(answerServerRequest(method)).toMatchObject({ error: { code: -32601 } });
  },
);

test('every request that we name is known, but for the one that the account answers', () => {
  for (const method of protocolMethods.serverRequests) {
    if (method === 'account/chatgptAuthTokens/refresh') continue;
    expect(answerServerRequest(method), method).not.toMatchObject({ error: { code: -32601 } });
  }
});
