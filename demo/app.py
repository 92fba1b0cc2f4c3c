"""The page as a Space: PATENT_INDEX names an index (a folder, or a dataset on the Hub), PATENT_MODEL its model."""

import os

from patent_demo.serve import serve

serve(
    os.environ["PATENT_INDEX"], os.environ.get("PATENT_MODEL"), host="0.0.0.0", port=int(os.environ.get("PORT", 7860))
)
