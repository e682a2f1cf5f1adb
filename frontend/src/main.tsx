import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

// A page that is older than the server asks for files that are gone.
window.addEventListener('vite:preloadError', () => {
  const reloaded = 'reloaded-for-a-new-version';
  if (sessionStorage.getItem(reloaded)) return;
  sessionStorage.setItem(reloaded, 'yes');
  window.location.reload();
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
