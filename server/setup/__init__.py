"""What `npm start` and `npm run check` do: before Python can (*.mjs), and when it first can."""
