/** Asks for the token where the service has one. It is given once; the browser keeps a session that no script can read. */
import { ApiError, signIn } from './api.ts';
import { html, type View } from './html.ts';
import { useSending } from './sending.ts';

export function SignIn(): View {
  const { error, isSending, send, refuse } = useSending();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get('token') ?? '').trim();
    if (token === '') return refuse(new ApiError('blank', 'Enter the token.'));
    await send(() => signIn(token));
  };
  return html`
    <main class="sign-in">
      <h1>Baton</h1>
      <form onSubmit=${submit}>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" autofocus aria-describedby="token-hint token-error" />
        <p id="token-hint" class="hint">The value of BATON_API_TOKEN, or of BATON_VIEW_TOKEN to look only. Who runs this service has it.</p>
        <p id="token-error" class="error" role="alert">${error?.message}</p>
        <button type="submit" class="main" disabled=${isSending}>Sign in</button>
      </form>
    </main>
  `;
}
