"""The server of Ganchang. Piccolo finds its engine and apps through the module named here."""

import os

os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")
