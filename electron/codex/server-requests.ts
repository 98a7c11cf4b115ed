import type { RpcAnswer } from './rpc-client.ts';

/**
 * Answers every request of an app-server (0.169.0) at once, because an unanswered one blocks its
 * turn: approvals are declined, what is unknown gets -32601. A question for a token is not for this
 * table, but for whoever holds the account. Pure.
 */
export const answerServerRequest = (method: string): RpcAnswer => {
  switch (method) {
    case 'item/commandExecution/requestApproval':
    case 'item/fileChange/requestApproval':
      return { result: { decision: 'decline' } };
    case 'execCommandApproval':
    case 'applyPatchApproval':
      return { result: { decision: { denied: { rejection: 'declined by the panel' } } } };
    case 'item/permissions/requestApproval':
      return { result: { permissions: {}, scope: 'turn' } };
    case 'mcpServer/elicitation/request':
      return { result: { action: 'decline', content: null, _meta: null } };
    case 'item/tool/requestUserInput':
      return { result: { answers: {} } };
    case 'item/tool/call':
      return { result: { contentItems: [], success: false } };
    default:
      return { error: { code: -32601, message: 'method not found' } };
  }
};
