import { App } from './app.tsx';
import { drawPage } from './draw-page.tsx';

drawPage(App);
