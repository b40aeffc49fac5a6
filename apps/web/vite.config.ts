import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page's build. Nothing is inlined, so that a content security policy of 'self' alone holds. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2024",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "charts", test: /node_modules[\\/]uplot[\\/]/ },
            {
              name: "graphql",
              test: /(node_modules[\\/](@urql|urql|graphql|graphql-ws|@0no-co|wonka)[\\/])|src[\\/]gql[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/graphql": { target: "http://127.0.0.1:4000", ws: true } },
  },
});
