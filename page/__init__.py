"""The web page. Importing this package puts the process offline before anything imports `gradio`."""

from page.offline import go_offline

go_offline()
