"""The local engine: a `RenderSpec` becomes an MP4, drawn frame by frame with numpy, Pillow and swscale. No
network, no model.
"""
