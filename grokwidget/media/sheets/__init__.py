"""A contact sheet as one file: many clips in step as one film, one page, one picture.

What is to be shown (`content`) is placed (`places`, `setting`) and drawn (`drawing`), each clip is brought to its size
by itself (`reduced`), and all of them are put together (`film`, `still`, `page`).
"""
