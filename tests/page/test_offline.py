import subprocess
import sys

from page.offline import go_offline


def test_the_environment_keeps_what_the_user_set():
    environment = {"NO_PROXY": "intranet.example,localhost", "GRADIO_ANALYTICS_ENABLED": "True"}
    go_offline(environment)
    assert environment == {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "intranet.example,localhost,127.0.0.1",
        "no_proxy": "127.0.0.1,localhost",
    }


def test_importing_the_package_sets_it_before_gradio_is_there():
    code = "import page, os, sys; print(os.environ['GRADIO_ANALYTICS_ENABLED'], 'gradio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
