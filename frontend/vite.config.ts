import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.RA_DEV_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    manifest: true,
  },
  server: { proxy: { '/api': server, '/auth': server } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    server: { deps: { inline: [/react-admin/, /^ra-/] } },
  },
});
